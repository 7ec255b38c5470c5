package dev.waybill.api.view;

/**
 * An operation as a list shows it.
 *
 * @param json of the operation, UTF-8: as the newest event told it, or made of its request before
 *     the first
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record ListedOperation(ListPlace place, byte[] json) {}
