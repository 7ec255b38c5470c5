package dev.waybill.lane.host;

import dev.waybill.lane.core.LaneEngine;
import dev.waybill.lane.core.LaneEvent;
import dev.waybill.lane.core.LaneId;
import dev.waybill.schemas.Partitions;
import dev.waybill.schemas.WaybillHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task's shell: decode, decide, put, forward. A revived task calls {@link #init} again on the
 * same object, after a transaction that was aborted: everything is made anew there.
 */
final class LaneProcessor
    implements Processor<byte @Nullable [], byte @Nullable [], byte @Nullable [], OutboundRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(LaneProcessor.class);
  private static final Duration GAUGE_INTERVAL = Duration.ofSeconds(1);

  private final LaneTopologyConfig config;
  private final RankedTimestamps timestamps;
  private final LaneApplication application;
  private final RandomGenerator random;
  private final LaneListener listener;
  private final List<Cancellable> punctuations = new ArrayList<>(2);
  private @Nullable Task task;

  LaneProcessor(
      LaneTopologyConfig config,
      RankedTimestamps timestamps,
      LaneApplication application,
      RandomGenerator random,
      LaneListener listener) {
    this.config = config;
    this.timestamps = timestamps;
    this.application = application;
    this.random = random;
    this.listener = listener;
  }

  private record Task(
      ProcessorContext<byte @Nullable [], OutboundRecord> context,
      TaskOutput output,
      EngineBridge bridge,
      LaneEngine engine,
      LaneStatuses statuses) {
    Instant now() {
      return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }

    int partition() {
      return context.taskId().partition();
    }
  }

  @Override
  public void init(ProcessorContext<byte @Nullable [], OutboundRecord> context) {
    TaskRows rows =
        new TaskRows(
            context.getStateStore(LaneTopology.HEADS), context.getStateStore(LaneTopology.ROWS));
    TaskOutput output = new TaskOutput(context, config.topics().deadLetter(), listener);
    application.start(output, rows);
    LaneStatuses statuses = new LaneStatuses();
    EngineBridge bridge =
        new EngineBridge(config.topics(), rows, output, application, listener, statuses);
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    LaneEngine engine = new LaneEngine(config.engine(), rows, bridge, bridge, random, now);
    statuses.restored(engine);
    Task started = new Task(context, output, bridge, engine, statuses);
    task = started;
    cancelPunctuations();
    punctuations.add(
        context.schedule(config.tick(), PunctuationType.WALL_CLOCK_TIME, at -> tick(started)));
    punctuations.add(
        context.schedule(GAUGE_INTERVAL, PunctuationType.WALL_CLOCK_TIME, at -> gauge(started)));
    LOG.atInfo()
        .addKeyValue("partition", started.partition())
        .addKeyValue("lanes", engine.lanes())
        .addKeyValue("depth", engine.depth())
        .addKeyValue("outstanding", engine.outstanding())
        .log("lanes of a partition taken over");
  }

  /**
   * A revived task keeps its schedules: the old ones would go on ticking an engine whose heap is of
   * the aborted transaction.
   */
  private void cancelPunctuations() {
    punctuations.forEach(Cancellable::cancel);
    punctuations.clear();
  }

  @Override
  public void close() {
    cancelPunctuations();
    if (task != null) {
      listener.gone(task.partition());
    }
    task = null;
  }

  @Override
  public void process(Record<byte @Nullable [], byte @Nullable []> record) {
    Task running = running();
    InboundRecord in = inbound(running, record);
    if (TaskOutput.isTooLarge(in)) {
      running.output().deadLetter(in, "the record is too large to be passed on");
      return;
    }
    LaneTopics topics = config.topics();
    try {
      if (in.topic().equals(topics.requested())) {
        request(running, in);
      } else if (in.topic().equals(topics.attempted())) {
        report(running, in);
      } else if (in.topic().equals(topics.registry())) {
        registration(running, in);
      } else {
        command(running, in);
      }
    } catch (UnreadableRecord e) {
      LOG.atDebug()
          .addKeyValue("record", in)
          .setCause(e)
          .log("the application cannot read a record");
      running.output().deadLetter(in, e.reason());
    }
  }

  private void request(Task running, InboundRecord in) {
    switch (ask(() -> application.route(in))) {
      case Routing.Malformed(String reason) -> running.output().deadLetter(in, reason);
      case Routing.Belongs(LaneId lane) -> {
        if (isOurs(running, in, lane)) {
          admit(running, in);
        }
      }
    }
  }

  private void admit(Task running, InboundRecord in) {
    switch (ask(() -> application.admit(in, running.now()))) {
      case Admission.Accept accept -> handle(running, new LaneEvent.ItemArrived(accept.item()));
      case Admission.Refuse(String reason) -> running.output().deadLetter(in, reason);
      case Admission.Fail fail -> {
        running.output().deadLetter(in, fail.reason());
        handle(running, new LaneEvent.ItemRefused(fail.item(), fail.reason()));
      }
    }
  }

  private void report(Task running, InboundRecord in) {
    AttemptWire.Report report;
    try {
      report = AttemptWire.report(in);
    } catch (AttemptWire.MalformedReport e) {
      running.output().deadLetter(in, String.valueOf(e.getMessage()));
      return;
    }
    if (report.event() instanceof LaneEvent.AttemptFinished finished) {
      listener.attempted(finished.outcome(), report.took());
    }
    handle(running, report.event());
  }

  private void registration(Task running, InboundRecord in) {
    switch (ask(() -> application.register(in))) {
      case Registration.Malformed(String reason) -> running.output().deadLetter(in, reason);
      case Registration.Ignore ignore -> {}
      case Registration.Configure configure -> {
        if (isOurs(running, in, configure.lane())) {
          application.registered(in);
          handle(running, new LaneEvent.LaneConfigured(configure.lane(), configure.settings()));
        }
      }
      case Registration.Remove(LaneId lane) -> {
        if (isOurs(running, in, lane)) {
          application.registered(in);
          handle(running, new LaneEvent.LaneRemoved(lane));
        }
      }
    }
  }

  private void command(Task running, InboundRecord in) {
    switch (ask(() -> application.routeCommand(in))) {
      case Routing.Malformed(String reason) -> running.output().deadLetter(in, reason);
      case Routing.Belongs(LaneId lane) -> {
        if (isOurs(running, in, lane)) {
          obey(running, in);
        }
      }
    }
  }

  private void obey(Task running, InboundRecord in) {
    switch (ask(() -> application.command(in, running.now()))) {
      case CommandResult.Done done -> {}
      case CommandResult.Engine(LaneEvent event) -> handle(running, event);
      case CommandResult.Malformed(String reason) -> running.output().deadLetter(in, reason);
    }
  }

  /** False if the record was moved to where it belongs. */
  private boolean isOurs(Task running, InboundRecord in, LaneId lane) {
    byte[] key = EngineBridge.key(lane);
    if (Partitions.of(key, config.partitions()) == running.partition()) {
      return true;
    }
    if (in.headers().lastHeader(WaybillHeaders.MOVED) == null) {
      running.output().move(in, key);
    } else {
      running.output().deadLetter(in, "moved once and still not in the partition of its lane");
    }
    return false;
  }

  private void handle(Task running, LaneEvent event) {
    Instant now = running.now();
    running.bridge().at(now);
    running.engine().handle(event, now);
    commitIfDue(running, now);
  }

  private static void tick(Task running) {
    Instant now = running.now();
    running.bridge().at(now);
    running.engine().tick(now);
    commitIfDue(running, now);
  }

  private static void commitIfDue(Task running, Instant now) {
    if (running.bridge().isCommitDue(now)) {
      running.context().commit();
    }
  }

  private void gauge(Task running) {
    LaneEngine engine = running.engine();
    running.statuses().publish(engine, application, running.now());
    listener.gauge(running.partition(), engine.depth(), engine.outstanding(), engine.lanes());
    listener.heldBack(running.partition(), engine.heldBack());
  }

  private InboundRecord inbound(Task running, Record<byte @Nullable [], byte @Nullable []> record) {
    RecordMetadata from =
        running
            .context()
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a record from nowhere"));
    Instant timestamp = Instant.ofEpochMilli(record.timestamp() + timestamps.shift(from.topic()));
    return new InboundRecord(
        from.topic(),
        from.partition(),
        from.offset(),
        timestamp,
        record.key(),
        record.value(),
        record.headers());
  }

  private Task running() {
    if (task == null) {
      throw new IllegalStateException("not initialised");
    }
    return task;
  }

  /** A bug of the application in reading one record costs that record, and not the partition. */
  private static <T> T ask(Supplier<T> question) {
    try {
      return question.get();
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new UnreadableRecord(e);
    }
  }

  private static final class UnreadableRecord extends RuntimeException {
    UnreadableRecord(RuntimeException cause) {
      super(cause);
    }

    /** The class only: a message may quote what was in the record. */
    String reason() {
      Throwable cause = getCause();
      String name = cause == null ? "an exception" : cause.getClass().getSimpleName();
      return "the record could not be processed (" + name + "); this is a bug, the log has more";
    }
  }
}
