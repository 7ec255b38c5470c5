/** The arithmetic of tables. */
@NullMarked
package dev.waybill.bench.frame;

import org.jspecify.annotations.NullMarked;
