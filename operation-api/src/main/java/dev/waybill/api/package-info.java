/**
 * The REST service: wiring and settings. Each capability has a package of its own below. Start at
 * {@link dev.waybill.api.ApiService}.
 */
@NullMarked
package dev.waybill.api;

import org.jspecify.annotations.NullMarked;
