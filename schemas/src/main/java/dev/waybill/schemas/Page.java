package dev.waybill.schemas;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of a list; the cursors are opaque. */
public record Page<T>(List<T> items, @Nullable String nextPage, @Nullable String previousPage) {}
