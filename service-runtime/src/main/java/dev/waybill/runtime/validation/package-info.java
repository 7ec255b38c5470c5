/**
 * Values held against the JSON Schemas of the contract: at the API, and again by the worker, since
 * producers can go past the API.
 */
@NullMarked
package dev.waybill.runtime.validation;

import org.jspecify.annotations.NullMarked;
