package dev.waybill.api.view;

import dev.waybill.api.peers.Peers;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the view is run.
 *
 * @param stateFolder of the view alone; can be deleted, and is then rebuilt from Kafka
 * @param patience how long a read waits for the view to catch up, or for a part that is moved
 * @param peers this instance among others; null: it is the only one
 * @param standbys how many others keep a copy of each part
 * @param session after which silence an instance is taken for dead
 */
public record ViewOptions(
    Path stateFolder, Duration patience, @Nullable Peers peers, int standbys, Duration session) {}
