package dev.waybill.worker.outbound;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;

/** Apache HttpClient with all that it does unasked turned off. */
final class PlainHttpClient {
  static final RequestConfig DEFAULTS =
      RequestConfig.custom()
          .setRedirectsEnabled(false)
          .setAuthenticationEnabled(false)
          .setProtocolUpgradeEnabled(false)
          .setContentCompressionEnabled(false)
          .build();

  /** The executor's slots are the bound that counts; the pool is never to be the narrower one. */
  private static final int MAX_CONNECTIONS = 4096;

  /** An idle connection may have been closed by the other end: a call on it would be unanswered. */
  private static final int MAX_IDLE_SECONDS = 20;

  private static final int CHECK_IDLE_MILLIS = 500;
  private static final int MAX_HEADERS = 128;
  private static final int MAX_LINE = 16 << 10;
  private static final String SENT = "waybill.sent";

  private PlainHttpClient() {}

  static CloseableHttpClient build(DnsResolver dns, String userAgent) {
    return HttpClients.custom()
        .setConnectionManager(connections(dns))
        .setRequestExecutor(new SentMarker())
        .setDefaultRequestConfig(DEFAULTS)
        .setUserAgent(userAgent)
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .disableDefaultUserAgent()
        .evictIdleConnections(TimeValue.ofSeconds(MAX_IDLE_SECONDS))
        .build();
  }

  /** Whether anything of the request may have left this machine. */
  static boolean wasSent(HttpContext context) {
    return context.getAttribute(SENT) != null;
  }

  private static PoolingHttpClientConnectionManager connections(DnsResolver dns) {
    Http1Config limits =
        Http1Config.custom().setMaxHeaderCount(MAX_HEADERS).setMaxLineLength(MAX_LINE).build();
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(dns)
        .setMaxConnTotal(MAX_CONNECTIONS)
        .setMaxConnPerRoute(MAX_CONNECTIONS)
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder().http1Config(limits).build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(10, TimeUnit.SECONDS)
                .setIdleTimeout(MAX_IDLE_SECONDS, TimeUnit.SECONDS)
                .setValidateAfterInactivity(CHECK_IDLE_MILLIS, TimeUnit.MILLISECONDS)
                .build())
        .build();
  }

  /** Called when the connection stands, TLS and all, just before the first byte is written. */
  private static final class SentMarker extends HttpRequestExecutor {
    @Override
    public ClassicHttpResponse execute(
        ClassicHttpRequest request,
        HttpClientConnection connection,
        HttpResponseInformationCallback information,
        HttpContext context)
        throws IOException, HttpException {
      context.setAttribute(SENT, true);
      return super.execute(request, connection, information, context);
    }
  }
}
