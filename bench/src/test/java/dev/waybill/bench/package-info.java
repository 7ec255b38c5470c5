/** Every benchmark, in small: that it completes, and that its figures can be true. */
@NullMarked
package dev.waybill.bench;

import org.jspecify.annotations.NullMarked;
