package dev.waybill.lane.host;

import java.util.List;
import java.util.Objects;

/**
 * The topics of one use of the engine, by full name. All have the same number of partitions and are
 * partitioned by the lane alone.
 *
 * @param requested items come in
 * @param dispatched attempts go out to executors
 * @param attempted executors report, and fences come back
 * @param commands the application's commands
 * @param registry settings of lanes, compacted
 * @param deadLetter what cannot be used
 */
public record LaneTopics(
    String requested,
    String dispatched,
    String attempted,
    String commands,
    String registry,
    String deadLetter) {
  public LaneTopics {
    Objects.requireNonNull(requested, "requested");
    Objects.requireNonNull(dispatched, "dispatched");
    Objects.requireNonNull(attempted, "attempted");
    Objects.requireNonNull(commands, "commands");
    Objects.requireNonNull(registry, "registry");
    Objects.requireNonNull(deadLetter, "deadLetter");
  }

  /** What a task reads. */
  public List<String> sources() {
    return List.of(requested, attempted, commands, registry);
  }
}
