package dev.waybill.schemas;

/**
 * Why an operation failed for good.
 *
 * @param message for people; names no secret
 * @param retryable whether asking for another run can help
 */
public record OperationFailure(FailureCode code, String message, boolean retryable) {}
