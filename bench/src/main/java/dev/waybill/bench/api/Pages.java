package dev.waybill.bench.api;

import dev.waybill.bench.frame.Bench;
import dev.waybill.bench.frame.Contender;
import dev.waybill.bench.frame.Measure;
import dev.waybill.bench.frame.Measure.Better;
import dev.waybill.bench.frame.MeasurementException;
import dev.waybill.bench.frame.Sample;
import dev.waybill.bench.frame.Spread;
import dev.waybill.schemas.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Walks through a list page by page, and begins anew at its end. */
record Pages(Bench bench, URI address, String token, ViewList.Filter filter) implements Contender {
  static final int SIZE = 300;

  private static final int PAGES = 300;
  private static final int QUICK_PAGES = 10;
  private static final int WARM_UP = 30;
  private static final Measure P50 = new Measure("page p50, ms", Better.LESS, 1);
  private static final Measure P99 = new Measure("page p99, ms", Better.LESS, 1);
  private static final Measure ITEMS = new Measure("operations on a page", Better.NEITHER, 1);

  @Override
  public String name() {
    return filter.name();
  }

  @Override
  public String settings() {
    return filter.query().isEmpty() ? "newest first" : filter.query();
  }

  @Override
  public Sample run(boolean warmUp) throws InterruptedException {
    int pages = bench.options().quick() ? QUICK_PAGES : PAGES;
    long[] nanos = new long[pages];
    long items = 0;
    @Nullable String cursor = null;
    try (HttpCaller caller = new HttpCaller(address)) {
      for (int page = -WARM_UP; page < pages; page++) {
        byte[] request = request(cursor);
        long began = System.nanoTime();
        HttpCaller.Reply reply = caller.call(request);
        long took = System.nanoTime() - began;
        if (reply.status() != 200) {
          throw new MeasurementException("no page: " + reply.status() + " " + reply.text());
        }
        JsonNode json = Json.mapper().readTree(reply.body());
        JsonNode next = json.get("next_page");
        cursor = next.isNull() ? null : next.asString();
        if (page >= 0) {
          nanos[page] = took;
          items += json.get("items").size();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Sample.Builder()
        .with(P50, Spread.percentile(nanos, 0.5) / 1e6)
        .with(P99, Spread.percentile(nanos, 0.99) / 1e6)
        .with(ITEMS, (double) items / pages)
        .build();
  }

  private byte[] request(@Nullable String cursor) {
    StringBuilder path =
        new StringBuilder("/v2/integrations/connections/resource-operations?size=").append(SIZE);
    if (!filter.query().isEmpty()) {
      path.append('&').append(filter.query());
    }
    if (cursor != null) {
      path.append("&cursor=").append(cursor);
    }
    return HttpCaller.request(address, "GET", path.toString(), ApiHost.headers(token), new byte[0]);
  }
}
