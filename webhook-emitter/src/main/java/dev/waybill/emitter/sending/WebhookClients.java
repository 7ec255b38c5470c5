package dev.waybill.emitter.sending;

import static java.util.Objects.requireNonNull;

import dev.waybill.runtime.net.AddressGuard;
import dev.waybill.runtime.net.GuardedDnsResolver;
import dev.waybill.runtime.net.TimedResolver;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The two HTTP clients: for {@code https} to public addresses, for plain {@code http} to opened
 * ones. Both do nothing on their own: no redirects, retries, cookies, decompression or headers.
 */
final class WebhookClients implements AutoCloseable {
  /** The attribute of a request's context that carries its {@link WebhookCall}. */
  static final String CALL = "waybill.call";

  private static final int MAX_LOOKUPS = 128;

  /** Besides, {@link BoundedHeads} bounds their sum. */
  private static final int MAX_HEADER_LINE = 8_192;

  private static final int MAX_HEADERS = 100;

  /** Two for each connection; what is sent goes past them, and what is read is short. */
  private static final int BUFFER_BYTES = 2_048;

  private static final TimeValue IDLE = TimeValue.ofSeconds(30);
  private static final TimeValue VALIDATE_AFTER = TimeValue.ofSeconds(1);
  private static final TimeValue CONNECTION_LIFE = TimeValue.ofMinutes(5);

  /** A backstop: each call has a deadline of its own, which is shorter. */
  private static final Timeout LONGEST = Timeout.ofHours(1);

  private final SenderSettings settings;
  private final TimedResolver resolver;
  private final CloseableHttpClient https;
  private final CloseableHttpClient http;

  WebhookClients(SenderSettings settings) {
    this.settings = settings;
    this.resolver = new TimedResolver(settings.resolver(), settings.lookupTimeout(), MAX_LOOKUPS);
    AddressGuard guard = settings.targets().guard();
    DnsResolver guarded = new GuardedDnsResolver(guard, resolver);
    this.https = client(guarded, guard::allows);
    this.http = client(new OpenedOnlyResolver(guard, guarded), guard::isOpened);
  }

  CloseableHttpClient of(URI url) {
    return "https".equalsIgnoreCase(url.getScheme()) ? https : http;
  }

  private CloseableHttpClient client(DnsResolver dns, Predicate<InetAddress> allowed) {
    RequestConfig request =
        RequestConfig.custom()
            .setRedirectsEnabled(false)
            .setExpectContinueEnabled(false)
            .setProtocolUpgradeEnabled(false)
            .setAuthenticationEnabled(false)
            .setConnectionRequestTimeout(LONGEST)
            .setResponseTimeout(LONGEST)
            .build();
    return HttpClients.custom()
        .setConnectionManager(connections(dns, allowed))
        .setDefaultRequestConfig(request)
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableContentCompression()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableDefaultUserAgent()
        .addRequestInterceptorLast((message, entity, context) -> writeHeaders(message, context))
        .build();
  }

  private PoolingHttpClientConnectionManager connections(
      DnsResolver dns, Predicate<InetAddress> allowed) {
    Http1Config http1 =
        Http1Config.custom()
            .setBufferSize(BUFFER_BYTES)
            .setMaxLineLength(MAX_HEADER_LINE)
            .setMaxHeaderCount(MAX_HEADERS)
            .build();
    return new GuardedConnections(allowed)
        .setDnsResolver(dns)
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(http1)
                .responseParserFactory(new BoundedHeads(http1))
                .build())
        .setMaxConnTotal(settings.maxConnections())
        .setMaxConnPerRoute(settings.maxConnections())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(LONGEST)
                .setSocketTimeout(LONGEST)
                .setIdleTimeout(Timeout.of(IDLE.toDuration()))
                .setValidateAfterInactivity(VALIDATE_AFTER)
                .setTimeToLive(CONNECTION_LIFE)
                .build())
        .build();
  }

  /**
   * Runs when the connection is there: the timestamp that gets signed has not aged in a queue or a
   * handshake. Replaces whatever the library put in.
   */
  private void writeHeaders(HttpRequest message, HttpContext context) {
    WebhookCall call = (WebhookCall) requireNonNull(context.getAttribute(CALL), CALL);
    URIAuthority asked = requireNonNull(message.getAuthority(), "authority");
    // Rebuilt, for an authority may carry a name and password that are nobody's business.
    String host = new URIAuthority(asked.getHostName(), asked.getPort()).toString();
    List<Header> headers = new ArrayList<>();
    WebhookHeaders.of(call, host, settings.userAgent(), settings.clock().instant().getEpochSecond())
        .forEach((name, value) -> headers.add(new BasicHeader(name, value)));
    message.setHeaders(headers.toArray(new Header[0]));
    Phases.of(context).sending();
  }

  @Override
  public void close() {
    https.close(CloseMode.IMMEDIATE);
    http.close(CloseMode.IMMEDIATE);
    resolver.close();
  }
}
