/**
 * The HTTP edge: the table of endpoints, one way to read a body and to answer, and the one list of
 * problem codes. Knows no resource of ours. Start at {@link dev.waybill.api.http.Endpoints}.
 */
@NullMarked
package dev.waybill.api.http;

import org.jspecify.annotations.NullMarked;
