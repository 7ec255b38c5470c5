/** Whether a process lives and is ready, and why not. */
@NullMarked
package dev.waybill.runtime.health;

import org.jspecify.annotations.NullMarked;
