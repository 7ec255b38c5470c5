/** Every meter of the API. Start at {@link dev.waybill.api.meters.ApiMeters}. */
@NullMarked
package dev.waybill.api.meters;

import org.jspecify.annotations.NullMarked;
