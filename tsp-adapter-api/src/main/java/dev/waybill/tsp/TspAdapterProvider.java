package dev.waybill.tsp;

/**
 * The entry to an adapter, found by {@link java.util.ServiceLoader}: a public class with a public
 * constructor without arguments, named in {@code META-INF/services} (or by {@code provides}).
 */
public interface TspAdapterProvider {

  /**
   * The name that connections carry as {@code source_name}: lower case, {@code [a-z][a-z0-9_]*},
   * never changed once in use.
   */
  String sourceName();

  /** What the adapter can do. Needs no open adapter and no network, and never changes. */
  AdapterDescription describe();

  /**
   * Makes the adapter ready for calls. Called once for each process that executes operations.
   *
   * @throws IllegalArgumentException if the environment's configuration is wrong; the message names
   *     the key and what it should be
   */
  TspAdapter open(AdapterEnvironment environment);
}
