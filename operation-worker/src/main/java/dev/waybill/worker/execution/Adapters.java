package dev.waybill.worker.execution;

import dev.waybill.runtime.StartupException;
import dev.waybill.tsp.AdapterDescription;
import dev.waybill.tsp.AdapterEnvironment;
import dev.waybill.tsp.TspAdapter;
import dev.waybill.tsp.TspAdapterProvider;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;

/** The adapters of this process, by source name. Thread-safe; closed with the process. */
public final class Adapters implements AutoCloseable {
  private final Map<String, TspAdapter> open;
  private final Map<String, AdapterDescription> descriptions;

  private Adapters(Map<String, TspAdapter> open, Map<String, AdapterDescription> descriptions) {
    this.open = Map.copyOf(open);
    this.descriptions = new TreeMap<>(descriptions);
  }

  /**
   * Opens every adapter on the class path.
   *
   * @param environment what a source name's adapter is given
   * @throws StartupException if two have the same name, or one refuses its configuration
   */
  public static Adapters load(Function<String, AdapterEnvironment> environment) {
    Map<String, TspAdapter> open = new LinkedHashMap<>();
    Map<String, AdapterDescription> descriptions = new LinkedHashMap<>();
    for (TspAdapterProvider provider : ServiceLoader.load(TspAdapterProvider.class)) {
      String name = provider.sourceName();
      try {
        TspAdapter twin = open.put(name, provider.open(environment.apply(name)));
        if (twin != null) {
          throw new StartupException("two adapters are named '" + name + "'; remove one");
        }
      } catch (IllegalArgumentException e) {
        throw new StartupException(
            "the adapter '" + name + "' cannot be used: " + e.getMessage(), e);
      }
      descriptions.put(name, provider.describe());
    }
    return new Adapters(open, descriptions);
  }

  /** The adapter of a source name. */
  public Optional<TspAdapter> find(String sourceName) {
    return Optional.ofNullable(open.get(sourceName));
  }

  /** What each adapter can do, by source name. */
  public Map<String, AdapterDescription> descriptions() {
    return descriptions;
  }

  @Override
  public void close() {
    open.values().forEach(TspAdapter::close);
  }
}
