package dev.waybill.emitter.sending;

import dev.waybill.emitter.sending.OpenedOnlyResolver.PlainHttpException;
import dev.waybill.emitter.sending.WebhookReply.Answered;
import dev.waybill.emitter.sending.WebhookReply.Cause;
import dev.waybill.emitter.sending.WebhookReply.Failed;
import dev.waybill.runtime.net.ForbiddenAddressException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.Closer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends webhooks, one request per call. Thread-safe; blocks the calling thread, so call it on a
 * virtual one.
 *
 * <p>One deadline covers the look-up of the name, connection, TLS, request, headers and body of the
 * answer; when it passes, the connection is cut. Redirects are answers like any other. Of a body at
 * most {@value #MAX_ANSWER_BYTES} bytes are read, undecoded; longer ones cost the connection.
 */
public final class WebhookSender implements AutoCloseable {
  /** How much of an answer's body is read. */
  static final int MAX_ANSWER_BYTES = 16 * 1024;

  private static final Logger log = LoggerFactory.getLogger(WebhookSender.class);

  private final WebhookClients clients;

  /** A sender; close it to close its connections. */
  public WebhookSender(SenderSettings settings) {
    this.clients = new WebhookClients(settings);
  }

  /**
   * Sends a webhook and waits for the answer, or for the deadline.
   *
   * @throws InterruptedException if the thread is interrupted; the request is given up
   */
  public WebhookReply send(WebhookCall call) throws InterruptedException {
    HttpPost request = new HttpPost(call.url());
    request.setEntity(new ByteArrayEntity(call.body(), ContentType.APPLICATION_JSON));
    long begun = System.nanoTime();
    FutureTask<WebhookReply> exchange = new FutureTask<>(() -> exchange(call, request, begun));
    // On a thread of its own: not everything below can be interrupted, but the deadline is kept.
    Thread.ofVirtual().name("webhook-exchange").start(exchange);
    try {
      return exchange.get(call.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      request.cancel();
      return new Failed(Cause.TIMEOUT, since(begun));
    } catch (InterruptedException e) {
      request.cancel();
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a webhook could not be sent: a bug", e.getCause());
    }
  }

  private WebhookReply exchange(WebhookCall call, HttpPost request, long begun) {
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute(WebhookClients.CALL, call);
    try {
      ClassicHttpResponse answer = clients.of(call.url()).executeOpen(null, request, context);
      try {
        Header after = answer.getFirstHeader(HttpHeaders.RETRY_AFTER);
        if (!readToTheEnd(answer.getEntity())) {
          // Closing would read the rest; cutting the connection does not.
          request.cancel();
        }
        return new Answered(answer.getCode(), after == null ? "" : value(after), since(begun));
      } finally {
        Closer.closeQuietly(answer);
      }
    } catch (IOException e) {
      request.cancel();
      Cause cause = cause(e);
      // The detail (addresses, resolver) is for operators; subscribers see the cause's own text.
      log.debug("webhook failed: event={} cause={}", call.eventId(), cause.code(), e);
      return new Failed(cause, since(begun));
    }
  }

  private static String value(Header header) {
    return header.getValue() == null ? "" : header.getValue();
  }

  /**
   * Reads to the end, so that the connection can be used again; false if it is beyond the bound.
   */
  private static boolean readToTheEnd(@Nullable HttpEntity body) throws IOException {
    if (body == null) {
      return true;
    }
    InputStream in = body.getContent();
    byte[] buffer = new byte[4_096];
    int total = 0;
    while (total <= MAX_ANSWER_BYTES) {
      int read = in.read(buffer);
      if (read < 0) {
        return true;
      }
      total += read;
    }
    return false;
  }

  private static Cause cause(IOException e) {
    return switch (e) {
      case ForbiddenAddressException forbidden -> Cause.FORBIDDEN;
      case PlainHttpException plain -> Cause.FORBIDDEN;
      case UnknownHostException unknown -> Cause.UNRESOLVED;
      case SSLException tls -> Cause.TLS;
      case HttpHostConnectException refused -> Cause.CONNECT;
      case ConnectException refused -> Cause.CONNECT;
      case NoRouteToHostException unreachable -> Cause.CONNECT;
      case SocketTimeoutException late -> Cause.TIMEOUT;
      case MessageConstraintException tooLong -> Cause.UNREADABLE;
      case ClientProtocolException malformed -> Cause.UNREADABLE;
      default -> Cause.BROKEN;
    };
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** Closes all connections; what is under way fails. */
  @Override
  public void close() {
    clients.close();
  }
}
