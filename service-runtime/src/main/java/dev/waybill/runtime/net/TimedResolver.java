package dev.waybill.runtime.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.psl.PublicSuffixMatcher;
import org.apache.hc.client5.http.psl.PublicSuffixMatcherLoader;

/**
 * Bounds the time of a look-up. The system's resolver cannot be interrupted and blocks its thread,
 * so it runs on platform threads of its own, never on a virtual thread's carrier, and is left alone
 * when it takes too long: a subscriber with a tarpit for a name server holds none of our slots. Who
 * asks for a name that is being looked up waits for that answer, and the names of one domain get an
 * eighth of the threads at most: one name server that is slow is nobody else's trouble.
 * Thread-safe.
 */
public final class TimedResolver implements DnsResolver, AutoCloseable {
  private static final Duration KEEP_THREADS = Duration.ofSeconds(10);
  private static final int PART_OF_A_DOMAIN = 8;
  private static final PublicSuffixMatcher SUFFIXES = PublicSuffixMatcherLoader.getDefault();

  private final DnsResolver resolver;
  private final Duration timeout;
  private final ThreadPoolExecutor threads;
  private final int ofOneDomain;
  private final Object lock = new Object();

  /** By name; changed under the lock alone. */
  private final Map<String, Lookup> underWay = new ConcurrentHashMap<>();

  /** How many by domain; under the lock. */
  private final Map<String, Integer> domains = new HashMap<>();

  /**
   * Bounds the look-ups of a resolver.
   *
   * @param timeout how long one is waited for
   * @param atOnce how many there may be, those included that nobody waits for any more; beyond that
   *     a name is as good as unknown
   */
  public TimedResolver(DnsResolver resolver, Duration timeout, int atOnce) {
    this.resolver = resolver;
    this.timeout = timeout;
    this.ofOneDomain = Math.ceilDiv(atOnce, PART_OF_A_DOMAIN);
    this.threads =
        new ThreadPoolExecutor(
            0,
            atOnce,
            KEEP_THREADS.toMillis(),
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("webhook-dns-", 0).factory());
  }

  /** Bounds the look-ups of the system's resolver. */
  public static TimedResolver ofSystem(Duration timeout, int atOnce) {
    return new TimedResolver(SystemDefaultDnsResolver.INSTANCE, timeout, atOnce);
  }

  /** Too many look-ups are under way: that says nothing of the name. */
  public static final class BusyException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    /** Names the host that was not looked up. */
    public BusyException(String host) {
      super(host);
    }
  }

  /**
   * Looks a name up.
   *
   * @throws BusyException if there are too many look-ups at the moment, of all or of its domain
   * @throws UnknownHostException if there is no such name, or no answer in time
   */
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    try {
      return lookup(host).get(timeout.toMillis(), TimeUnit.MILLISECONDS).clone();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException unknown) {
        throw unknown;
      }
      throw unresolved(host, e);
    } catch (TimeoutException e) {
      throw unresolved(host, e);
    } catch (RejectedExecutionException e) {
      throw new BusyException(host);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unresolved(host, e);
    }
  }

  private Lookup lookup(String host) throws BusyException {
    String name = host.toLowerCase(Locale.ROOT);
    Lookup known = underWay.get(name);
    if (known == null) {
      synchronized (lock) {
        known = underWay.get(name);
        return known == null ? begin(host, name) : known;
      }
    }
    // Without the lock: hundreds who ask for one name at once would queue for it, and the thread
    // that has their answer behind them.
    return known;
  }

  /** Under the lock. */
  private Lookup begin(String host, String name) throws BusyException {
    Lookup begun = new Lookup(name);
    if (domains.getOrDefault(begun.domain, 0) >= ofOneDomain) {
      throw new BusyException(host);
    }
    threads.execute(begun);
    underWay.put(name, begun);
    domains.merge(begun.domain, 1, Integer::sum);
    return begun;
  }

  /** A look-up under way, until the system's resolver gives its thread back. */
  private final class Lookup extends FutureTask<InetAddress[]> {
    private final String name;
    private final String domain;

    private Lookup(String name) {
      super(() -> resolver.resolve(name));
      this.name = name;
      this.domain = domain(name);
    }

    /** Forgotten before anybody wakes: who has the answer and asks again gets a new one. */
    @Override
    protected void set(InetAddress[] addresses) {
      forget();
      super.set(addresses);
    }

    @Override
    protected void setException(Throwable cause) {
      forget();
      super.setException(cause);
    }

    private void forget() {
      synchronized (lock) {
        underWay.remove(name);
        domains.computeIfPresent(domain, (same, count) -> count == 1 ? null : count - 1);
      }
    }
  }

  /** What somebody has registered, by the list of public suffixes; else the name itself. */
  private static String domain(String name) {
    String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    String root = SUFFIXES.getDomainRoot(plain);
    return root == null ? plain : root;
  }

  private static UnknownHostException unresolved(String host, Exception cause) {
    UnknownHostException unknown = new UnknownHostException(host);
    unknown.initCause(cause);
    return unknown;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
