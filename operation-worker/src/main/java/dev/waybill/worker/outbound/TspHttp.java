package dev.waybill.worker.outbound;

import dev.waybill.schemas.Json;
import dev.waybill.tsp.AddressResolver;
import dev.waybill.tsp.CallContext;
import dev.waybill.tsp.Evidence;
import dev.waybill.tsp.TranslatedRequest;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes one HTTP exchange and says exactly how far it came. One deadline covers all of it, from the
 * look-up of the name to the last byte; answers are capped; there are no redirects, repeats,
 * cookies or decompression behind the caller's back. Thread-safe; blocks, so use virtual threads.
 */
public final class TspHttp implements AutoCloseable {
  /** So much of an answer is read. */
  public static final int MAX_BODY_BYTES = 256 << 10;

  private final CloseableHttpClient client;
  private final ScheduledThreadPoolExecutor deadlines;

  /**
   * Makes a client with connections of its own.
   *
   * @param addresses resolves and vets every host that is called
   */
  public TspHttp(AddressResolver addresses, String userAgent) {
    client = PlainHttpClient.build(new VettedDns(addresses), userAgent);
    deadlines =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("tsp-http-deadlines").factory());
    deadlines.setRemoveOnCancelPolicy(true);
  }

  /** Makes one exchange; returns by the context's deadline. An interrupt ends it at once. */
  public Exchange send(TranslatedRequest request, CallContext context) {
    if (context.expired()) {
      return new Exchange.NotSent("no time was left for the call", unanswered(context));
    }
    HttpUriRequestBase http = toHttp(request, context.remaining());
    HttpCoreContext state = HttpCoreContext.create();
    Future<?> abort =
        deadlines.schedule(http::cancel, context.remaining().toNanos(), TimeUnit.NANOSECONDS);
    try {
      return read(client.executeOpen(null, http, state), http, context);
    } catch (VettedDns.ForbiddenHostException e) {
      return new Exchange.Forbidden(e.reason(), unanswered(context));
    } catch (IOException e) {
      return failed(e, PlainHttpClient.wasSent(state), context);
    } finally {
      abort.cancel(false);
    }
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
    deadlines.shutdownNow();
  }

  private static Exchange failed(IOException failure, boolean sent, CallContext context) {
    Evidence evidence = unanswered(context);
    boolean late = context.expired();
    if (sent) {
      String how =
          late ? "no answer within the time limit" : "the connection ended without an answer";
      return new Exchange.Unanswered(how, evidence);
    }
    if (Thread.currentThread().isInterrupted()) {
      return new Exchange.NotSent("the call was called off", evidence);
    }
    if (failure instanceof UnknownHostException) {
      return new Exchange.NotConnected("the host name has no address", evidence);
    }
    return new Exchange.NotConnected(
        late ? "no connection within the time limit" : "no connection could be made", evidence);
  }

  private static Exchange read(
      ClassicHttpResponse response, HttpUriRequestBase http, CallContext context) {
    Exchange.Answered answered = answered(response, context);
    if (!answered.complete()) {
      // Or closing would read on to the end, to keep the connection.
      http.cancel();
    }
    Closer.closeQuietly(response);
    return answered;
  }

  private static Exchange.Answered answered(ClassicHttpResponse response, CallContext context) {
    Map<String, String> headers = new TreeMap<>();
    for (Header header : response.getHeaders()) {
      headers.merge(
          header.getName().toLowerCase(Locale.ROOT), header.getValue(), (a, b) -> a + ", " + b);
    }
    byte[] body = new byte[0];
    boolean complete = true;
    HttpEntity entity = response.getEntity();
    if (entity != null) {
      try {
        body = entity.getContent().readNBytes(MAX_BODY_BYTES + 1);
        complete = body.length <= MAX_BODY_BYTES;
      } catch (IOException e) {
        complete = false;
      }
    }
    Evidence evidence = new Evidence(response.getCode(), headers, context.elapsed());
    return new Exchange.Answered(response.getCode(), headers, new Body(body), complete, evidence);
  }

  private static HttpUriRequestBase toHttp(TranslatedRequest request, Duration budget) {
    HttpUriRequestBase http = new HttpUriRequestBase(request.method(), request.url());
    request.headers().forEach(http::setHeader);
    if (request.body() != null) {
      http.setEntity(new ByteArrayEntity(Json.write(request.body()), ContentType.APPLICATION_JSON));
    }
    Timeout timeout = Timeout.of(budget.plusMillis(1));
    http.setConfig(
        RequestConfig.copy(PlainHttpClient.DEFAULTS)
            .setConnectionRequestTimeout(timeout)
            .setResponseTimeout(timeout)
            .build());
    return http;
  }

  private static Evidence unanswered(CallContext context) {
    return Evidence.unanswered(context.elapsed());
  }
}
