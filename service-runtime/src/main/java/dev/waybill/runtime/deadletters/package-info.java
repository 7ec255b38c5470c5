/**
 * What lies on the dead-letter topics, and how it is put back: to be used by whatever lets people
 * see to it, the command line and the API. Writing letters is the services' own. Start at {@link
 * dev.waybill.runtime.deadletters.DeadLetters}.
 */
@NullMarked
package dev.waybill.runtime.deadletters;

import org.jspecify.annotations.NullMarked;
