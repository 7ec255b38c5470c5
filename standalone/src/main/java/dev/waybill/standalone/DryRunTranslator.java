package dev.waybill.standalone;

import dev.waybill.api.operations.Translator;
import dev.waybill.runtime.config.Settings;
import dev.waybill.worker.DryTranslations;

/** Lends the worker's adapters to the API of this process, which knows none. */
final class DryRunTranslator implements Translator, AutoCloseable {
  private final DryTranslations adapters;

  DryRunTranslator(Settings settings) {
    this.adapters = DryTranslations.open(settings);
  }

  @Override
  public Result translate(Asked asked) {
    return switch (adapters.translate(
        asked.connection(),
        asked.resource(),
        asked.type(),
        asked.payload(),
        asked.sourceId(),
        asked.idempotencyKey())) {
      case DryTranslations.Result.Request sent ->
          new Result.Translated(
              new Request(sent.method(), sent.url(), sent.headers(), sent.body()), sent.warnings());
      case DryTranslations.Result.Impossible not -> new Result.Impossible(not.problems());
      case DryTranslations.Result.NoAdapter _ -> new Result.NoAdapter();
    };
  }

  @Override
  public void close() {
    adapters.close();
  }
}
