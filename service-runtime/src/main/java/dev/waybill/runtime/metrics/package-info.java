/** The meter registry that every process has. Which meters there are is each service's matter. */
@NullMarked
package dev.waybill.runtime.metrics;

import org.jspecify.annotations.NullMarked;
