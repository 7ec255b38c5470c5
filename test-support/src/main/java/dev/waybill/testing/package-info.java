/**
 * What the integration tests of all modules share: a broker, a reader of topics, a process to kill.
 *
 * <p>Nothing here knows a service of Waybill; fakes of one module's ports stay in that module.
 * Start at {@link dev.waybill.testing.KafkaFixture}.
 */
@NullMarked
package dev.waybill.testing;

import org.jspecify.annotations.NullMarked;
