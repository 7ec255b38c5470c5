/**
 * The HTTP server that every service has, and the operators' endpoints on it. Routes of a service
 * live in the service.
 */
@NullMarked
package dev.waybill.runtime.http;

import org.jspecify.annotations.NullMarked;
