package dev.waybill.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What is done to a cluster, drawn from decks so that a few rounds already see most of it; the seed
 * says what, in which order, and to whom.
 */
final class Disturbances {
  private static final int BETWEEN_MS = 1_000;
  private static final int RECOVERY_MIN_MS = 2_000;
  private static final int RECOVERY_MORE_MS = 3_000;

  private final Cluster cluster;
  private final Random random;
  private final Duration freeze;
  private final List<Kind> schedulerDeck = new ArrayList<>();
  private final List<Kind> executorDeck = new ArrayList<>();
  private final List<Whole> wholeDeck = new ArrayList<>();

  /** What can be done to a process. */
  private enum Kind {
    KILL,
    FREEZE,
    RESTART
  }

  /** What can be done to more than a process. */
  private enum Whole {
    NOTHING,
    KILL_BROKER,
    KILL_EVERYTHING
  }

  Disturbances(Cluster cluster, long seed, Duration freeze) {
    this.cluster = cluster;
    this.random = new Random(seed);
    this.freeze = freeze;
  }

  /** Something to a scheduler, an executor and all of it; then some time to recover. */
  String round() throws InterruptedException {
    cluster.launchWhoGaveUp();
    Kind forScheduler = draw(schedulerDeck, List.of(Kind.values()));
    Kind forExecutor = draw(executorDeck, List.of(Kind.values()));
    Whole forAll = draw(wholeDeck, List.of(Whole.values()));
    String scheduler = Cluster.SCHEDULERS.get(random.nextInt(Cluster.SCHEDULERS.size()));
    String executor = Cluster.EXECUTORS.get(random.nextInt(Cluster.EXECUTORS.size()));
    Set<String> frozen = new LinkedHashSet<>();
    disturb(forScheduler, scheduler, frozen);
    TimeUnit.MILLISECONDS.sleep(random.nextInt(BETWEEN_MS));
    disturb(forExecutor, executor, frozen);
    TimeUnit.MILLISECONDS.sleep(random.nextInt(BETWEEN_MS));
    disturbAll(forAll, frozen);
    if (!frozen.isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(freeze.toMillis());
      frozen.forEach(cluster::thaw);
    }
    TimeUnit.MILLISECONDS.sleep(RECOVERY_MIN_MS + random.nextInt(RECOVERY_MORE_MS));
    return "%s %s, %s %s, %s".formatted(forScheduler, scheduler, forExecutor, executor, forAll);
  }

  private void disturbAll(Whole kind, Set<String> frozen) {
    switch (kind) {
      case NOTHING -> {}
      case KILL_BROKER -> cluster.killBroker();
      case KILL_EVERYTHING -> {
        // The broker first: nobody can finish or abort what is open.
        List<String> members =
            Stream.concat(Cluster.SCHEDULERS.stream(), Cluster.EXECUTORS.stream()).toList();
        cluster.killBroker(() -> members.forEach(cluster::kill));
        members.forEach(cluster::launch);
        frozen.clear();
      }
    }
  }

  private void disturb(Kind kind, String member, Set<String> frozen) {
    switch (kind) {
      case KILL -> {
        cluster.kill(member);
        cluster.launch(member);
      }
      case FREEZE -> {
        cluster.freeze(member);
        frozen.add(member);
      }
      case RESTART -> {
        cluster.stop(member);
        cluster.launch(member);
      }
    }
  }

  private <T> T draw(List<T> deck, List<T> cards) {
    if (deck.isEmpty()) {
      deck.addAll(cards);
      Collections.shuffle(deck, random);
    }
    return deck.removeLast();
  }
}
