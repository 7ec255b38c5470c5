package dev.waybill.emitter.sending;

import dev.waybill.emitter.sending.OpenedOnlyResolver.PlainHttpException;
import dev.waybill.emitter.sending.WebhookReply.Answered;
import dev.waybill.emitter.sending.WebhookReply.Cause;
import dev.waybill.emitter.sending.WebhookReply.Failed;
import dev.waybill.runtime.net.ForbiddenAddressException;
import dev.waybill.runtime.net.TimedResolver;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
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
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.Closer;
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
  /** How much of an answer's body is told of. */
  static final int EXCERPT_BYTES = 1_024;

  /** How much of an answer's body is read. */
  static final int MAX_ANSWER_BYTES = 16 * 1024;

  private static final Logger log = LoggerFactory.getLogger(WebhookSender.class);

  private final SenderSettings settings;
  private final WebhookClients clients;

  /** A sender; close it to close its connections. */
  public WebhookSender(SenderSettings settings) {
    this.settings = settings;
    this.clients = new WebhookClients(settings);
  }

  /**
   * Sends a webhook and waits for the answer, or for the deadline.
   *
   * @throws InterruptedException if the thread is interrupted; the request is given up
   */
  public WebhookReply send(WebhookCall call) throws InterruptedException {
    Phases phases = new Phases();
    if (!settings.targets().ports().allows(port(call.url()))) {
      return new Failed(Cause.FORBIDDEN, phases.timings(), since(phases));
    }
    HttpPost request = new HttpPost(call.url());
    request.setEntity(new ByteArrayEntity(call.body(), ContentType.APPLICATION_JSON));
    FutureTask<WebhookReply> exchange = new FutureTask<>(() -> exchange(call, request, phases));
    // On a thread of its own: not everything below can be interrupted, but the deadline is kept.
    Thread.ofVirtual().name("webhook-exchange").start(exchange);
    try {
      return exchange.get(call.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // Not here: where hundreds end at once, none is to wait until the others' sockets are closed.
      Thread.ofVirtual().name("webhook-cut").start(request::cancel);
      return new Failed(Cause.TIMEOUT, phases.timings(), since(phases));
    } catch (InterruptedException e) {
      request.cancel();
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a webhook could not be sent: a bug", e.getCause());
    }
  }

  private static int port(URI url) {
    int usual = "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    return url.getPort() < 0 ? usual : url.getPort();
  }

  private WebhookReply exchange(WebhookCall call, HttpPost request, Phases phases) {
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute(WebhookClients.CALL, call);
    context.setAttribute(Phases.ATTRIBUTE, phases);
    try {
      ClassicHttpResponse answer = clients.of(call.url()).executeOpen(null, request, context);
      phases.answering();
      try {
        Collection<String> secrets = call.headers().values();
        AnswerBody body =
            AnswerBody.read(
                answer.getEntity(), MAX_ANSWER_BYTES, EXCERPT_BYTES, Echoes.longest(secrets));
        phases.ended();
        if (!body.whole()) {
          // Closing would read the rest; cutting the connection does not.
          request.cancel();
        }
        return new Answered(
            answer.getCode(),
            AnswerHeaders.of(answer, secrets),
            Echoes.mask(body.text(), body.excerpt(), secrets),
            phases.timings(),
            since(phases));
      } finally {
        Closer.closeQuietly(answer);
      }
    } catch (IOException e) {
      request.cancel();
      Cause cause = cause(e);
      // The detail (addresses, resolver) is for operators; subscribers see the cause's own text.
      log.debug("webhook failed: event={} cause={}", call.eventId(), cause.code(), e);
      return new Failed(cause, phases.timings(), since(phases));
    }
  }

  private static Cause cause(IOException e) {
    return switch (e) {
      case ForbiddenAddressException forbidden -> Cause.FORBIDDEN;
      case PlainHttpException plain -> Cause.FORBIDDEN;
      case TimedResolver.BusyException busy -> Cause.BUSY;
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

  private static Duration since(Phases phases) {
    return Duration.ofNanos(System.nanoTime() - phases.begunNanos());
  }

  /** Closes all connections; what is under way fails. */
  @Override
  public void close() {
    clients.close();
  }
}
