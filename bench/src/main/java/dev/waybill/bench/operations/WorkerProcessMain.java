package dev.waybill.bench.operations;

import dev.waybill.runtime.ServiceRunner;
import dev.waybill.runtime.config.Settings;
import dev.waybill.worker.WorkerMain;
import java.nio.file.Path;
import java.time.Duration;

/** A worker as a process, with settings from its environment and the adapter that calls nobody. */
public final class WorkerProcessMain {
  /** The line that tells that it is ready begins so. */
  static final String READY = "worker ready on ";

  private WorkerProcessMain() {}

  /** Takes the file in which calls are noted, and how many milliseconds a call takes. */
  public static void main(String[] args) {
    NoOpAdapterProvider.noteIn(CallFile.append(Path.of(args[0])));
    NoOpAdapterProvider.callsTake(Duration.ofMillis(Long.parseLong(args[1])));
    ServiceRunner runner = new ServiceRunner();
    int status =
        ServiceRunner.run(
            System.err,
            runner,
            () -> {
              Settings settings =
                  Settings.load(System.getenv(), null, WorkerSubject.knownSettings());
              System.out.println(READY + WorkerMain.start(settings, runner));
              System.out.flush();
              runner.awaitStop();
              return 0;
            });
    System.exit(status);
  }
}
