/**
 * Work that a thread does session after session, with clients of its own in each. What a session
 * does stands elsewhere; start at {@link dev.waybill.emitter.session.SessionLoop}.
 */
@NullMarked
package dev.waybill.emitter.session;

import org.jspecify.annotations.NullMarked;
