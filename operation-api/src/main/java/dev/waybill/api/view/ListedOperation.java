package dev.waybill.api.view;

/**
 * An operation as a list shows it.
 *
 * @param json of the operation, as the newest event told it, UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record ListedOperation(ListPlace place, byte[] json) {}
