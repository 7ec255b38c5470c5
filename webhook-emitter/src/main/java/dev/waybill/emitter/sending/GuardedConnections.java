package dev.waybill.emitter.sending;

import dev.waybill.runtime.net.GuardedSocket;
import java.net.InetAddress;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Connections over {@link GuardedSocket}s, which also tell when the phases of a dial ended. */
final class GuardedConnections extends PoolingHttpClientConnectionManagerBuilder {
  private final Predicate<InetAddress> allowed;

  GuardedConnections(Predicate<InetAddress> allowed) {
    this.allowed = allowed;
  }

  @Override
  protected HttpClientConnectionOperator createConnectionOperator(
      SchemePortResolver ports, DnsResolver resolver, TlsSocketStrategy tls) {
    return new DefaultHttpClientConnectionOperator(
        proxy -> new GuardedSocket(allowed),
        ports,
        resolver,
        RegistryBuilder.<TlsSocketStrategy>create().register("https", tls).build()) {
      @Override
      protected void onBeforeSocketConnect(HttpContext context, HttpHost host) {
        Phases.of(context).lookedUp();
      }

      @Override
      protected void onAfterSocketConnect(HttpContext context, HttpHost host) {
        Phases.of(context).connected();
      }

      @Override
      protected void onAfterTlsHandshake(HttpContext context, HttpHost host) {
        Phases.of(context).secured();
      }
    };
  }
}
