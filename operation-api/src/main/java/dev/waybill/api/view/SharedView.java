package dev.waybill.api.view;

import dev.waybill.api.http.ProblemCode;
import dev.waybill.api.http.RefusedException;
import dev.waybill.api.id.OperationIds;
import dev.waybill.schemas.Operation;
import dev.waybill.schemas.OperationStatus;
import dev.waybill.schemas.Partitions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The view of all instances together: asks whoever owns what is asked for, and again, as long as a
 * read may wait, while that is being moved. What cannot be told then is refused with 503, never
 * said to be missing. Thread-safe.
 */
final class SharedView implements AutoCloseable {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  /** An owner that has gone without a word is noticed by then, and that a stop has begun. */
  private static final Duration LONGEST_QUESTION = Duration.ofSeconds(2);

  private final IntFunction<Owner> owners;
  private final ViewParts here;
  private final Function<URI, ViewParts> there;
  private final int partitions;
  private final Duration patience;
  private volatile boolean closing;

  /** When waits end that are longer, by {@link System#nanoTime()}; null: no stop has begun. */
  private volatile @Nullable Long stopAt;

  /**
   * Makes it.
   *
   * @param owners of partitions, as they are known now
   * @param here answers for this instance
   * @param there answers for another one
   * @param patience how long a read waits for a part that is being moved
   */
  SharedView(
      IntFunction<Owner> owners,
      ViewParts here,
      Function<URI, ViewParts> there,
      int partitions,
      Duration patience) {
    this.owners = owners;
    this.here = here;
    this.there = there;
    this.partitions = partitions;
    this.patience = patience;
  }

  /**
   * An operation, at its end or after the wait, whichever is first.
   *
   * @param connectionId the connection that it must be of; null: any
   * @throws RefusedException 404, or 503 if nothing can be said now
   */
  Operation find(UUID partnerId, UUID id, @Nullable UUID connectionId, Duration wait) {
    long began = System.nanoTime();
    long deadline = began + wait.toNanos();
    long until = Math.max(deadline, began + patience.toNanos());
    while (true) {
      long left = Math.clamp(left(deadline), 0, LONGEST_QUESTION.toNanos());
      Operation operation =
          patiently(
              until, () -> find(partnerId, id, connectionId, Duration.ofNanos(left).toMillis()));
      if (operation.status() != OperationStatus.PENDING
          || left(deadline) <= 0
          || Thread.currentThread().isInterrupted()) {
        return operation;
      }
    }
  }

  private long left(long deadline) {
    long now = System.nanoTime();
    Long stop = stopAt;
    return stop == null ? deadline - now : Math.min(deadline - now, stop - now);
  }

  private Operation find(UUID partnerId, UUID id, @Nullable UUID connectionId, long waitMs) {
    OptionalInt named =
        connectionId == null
            ? OperationIds.partition(id, partitions)
            : OptionalInt.of(Partitions.of(connectionId, partitions));
    List<ViewParts.Find> questions = new ArrayList<>();
    if (connectionId == null) {
      named.ifPresent(p ->
          questions.add(
              new ViewParts.Find(List.of(p), partnerId, id, connectionId, false, waitMs)));
      // Another producer's id may lie anywhere, whatever partition its bits seem to name.
      List<Integer> others =
          IntStream.range(0, partitions)
              .filter(p -> named.isEmpty() || p != named.getAsInt())
              .boxed()
              .toList();
      questions.add(new ViewParts.Find(others, partnerId, id, connectionId, false, waitMs));
    }
    named.ifPresent(p ->
        questions.add(new ViewParts.Find(List.of(p), partnerId, id, connectionId, true, waitMs)));
    return questions.stream()
        .map(this::find)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(() ->
            new RefusedException(
                ProblemCode.OPERATION_NOT_FOUND, "there is no such operation of yours"));
  }

  private Optional<Operation> find(ViewParts.Find question) {
    return byOwner(question.partitions()).entrySet().stream()
        .map(owner ->
            owner
                .getKey()
                .find(
                    new ViewParts.Find(
                        owner.getValue(),
                        question.partnerId(),
                        question.id(),
                        question.connectionId(),
                        question.patient(),
                        question.waitMs())))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /**
   * What is known now of a partner's operation and its request.
   *
   * @param awaited the offset of a request that is to be taken in before; null: none
   * @throws RefusedException 503 if nothing can be said now
   */
  Optional<AskedOperation> asked(
      UUID partnerId, UUID id, UUID connectionId, @Nullable Long awaited) {
    int partition = Partitions.of(connectionId, partitions);
    var question = new ViewParts.Asked(partition, partnerId, id, connectionId, awaited);
    return patiently(
        System.nanoTime() + patience.toNanos(),
        () -> byOwner(List.of(partition)).keySet().iterator().next().asked(question));
  }

  /**
   * A walk over the places of a list, wherever they are.
   *
   * @throws RefusedException 503 if a part of it cannot be read now
   */
  ListPart list(ViewParts.Listing question) {
    return patiently(
        System.nanoTime() + patience.toNanos(),
        () -> ListPart.together(listParts(question), question));
  }

  private List<ListPart> listParts(ViewParts.Listing question) {
    List<Callable<ListPart>> walks = new ArrayList<>();
    byOwner(question.partitions())
        .forEach((owner, owned) ->
            walks.add(() ->
                owner.list(
                    new ViewParts.Listing(
                        owned,
                        question.query(),
                        question.at(),
                        question.size(),
                        question.ascending()))));
    List<FutureTask<ListPart>> tasks = walks.stream().map(FutureTask::new).toList();
    // The last on this thread: mostly there is one only.
    tasks.subList(0, tasks.size() - 1).forEach(Thread::startVirtualThread);
    tasks.getLast().run();
    return tasks.stream().map(SharedView::result).toList();
  }

  private static <T> T result(FutureTask<T> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ViewStores.unavailable();
    }
  }

  /**
   * Who answers for which of some partitions.
   *
   * @throws RefusedException 503 if nobody answers for one of them
   */
  private Map<ViewParts, List<Integer>> byOwner(List<Integer> wanted) {
    Map<Owner, List<Integer>> owned = wanted.stream().collect(Collectors.groupingBy(owners::apply));
    return owned.entrySet().stream()
        .collect(
            Collectors.toMap(
                entry ->
                    switch (entry.getKey()) {
                      case Owner.Here() -> here;
                      case Owner.There(URI address) -> there.apply(address);
                      case Owner.Nobody() -> throw ViewStores.unavailable();
                    },
                Map.Entry::getValue));
  }

  private <T> T patiently(long until, Supplier<T> ask) {
    while (true) {
      try {
        return ask.get();
      } catch (RefusedException e) {
        if (e.code() != ProblemCode.VIEW_UNAVAILABLE
            || closing
            || System.nanoTime() + LOOK_AGAIN.toNanos() >= until
            || !pause()) {
          throw e;
        }
      }
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(LOOK_AGAIN);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A stop has begun: nobody waits for the end of an operation for longer than this. */
  void drain(Duration longest) {
    stopAt = System.nanoTime() + longest.toNanos();
  }

  /** From now on nobody waits for what is being moved. */
  @Override
  public void close() {
    closing = true;
  }
}
