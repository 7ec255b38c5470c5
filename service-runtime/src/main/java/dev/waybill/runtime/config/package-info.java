/**
 * Settings: each declared once with key, default, range and text; read from the environment and a
 * file; all problems reported at once. Start at {@link dev.waybill.runtime.config.Setting}.
 */
@NullMarked
package dev.waybill.runtime.config;

import org.jspecify.annotations.NullMarked;
