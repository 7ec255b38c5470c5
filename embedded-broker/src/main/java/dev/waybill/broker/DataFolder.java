package dev.waybill.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.metadata.bootstrap.BootstrapDirectory;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble.VerificationFlag;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * The broker's folder on disk: locked for one process, formatted once, then opened as it is.
 *
 * <p>The lock is our own file, not Kafka's {@code .lock}: it is held from before the folder is
 * formatted, so two processes that start together cannot format it twice. The system drops it when
 * the process dies, {@code kill -9} included.
 */
final class DataFolder implements AutoCloseable {
  private static final String LOCK_FILE = "waybill-broker.lock";
  private static final String METADATA_LOG = "__cluster_metadata-0";

  private final Path path;
  private final FileChannel lock;

  private DataFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** Makes the folder where it is missing, and takes it for this process. */
  static DataFolder open(Path folder) {
    Path path = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(path);
      FileChannel channel =
          FileChannel.open(
              path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new BrokerStartException(
            "The data folder " + path + " is in use by another broker; stop that one first.", null);
      }
      return new DataFolder(path, channel);
    } catch (FileAlreadyExistsException e) {
      throw new BrokerStartException(
          e.getFile() + " is a file, and a data folder is needed there.", e);
    } catch (IOException e) {
      throw new BrokerStartException(
          "The data folder " + path + " cannot be written (" + reason(e) + ").", e);
    }
  }

  Path path() {
    return path;
  }

  /** Formats the folder if that has not been done, and reads whose folder it is. */
  MetaPropertiesEnsemble formatted(int nodeId) {
    try {
      MetaPropertiesEnsemble found = load();
      if (found.logDirProps().isEmpty()) {
        if (Files.exists(path.resolve(METADATA_LOG))) {
          throw new BrokerStartException(
              "The data folder "
                  + path
                  + " holds Kafka data but no meta.properties;"
                  + " restore that file or name another folder.",
              null);
        }
        format(nodeId);
        found = load();
      }
      found.verify(
          Optional.empty(),
          OptionalInt.of(nodeId),
          EnumSet.of(
              VerificationFlag.REQUIRE_AT_LEAST_ONE_VALID,
              VerificationFlag.REQUIRE_METADATA_LOG_DIR));
      return found;
    } catch (BrokerStartException e) {
      throw e;
    } catch (Exception e) {
      throw new BrokerStartException(
          "The data folder "
              + path
              + " is not one of this broker ("
              + reason(e)
              + "); name another folder.",
          e);
    }
  }

  /** What the controller starts a new cluster with; an old one has it in its metadata log. */
  BootstrapMetadata bootstrap() {
    try {
      return new BootstrapDirectory(path.toString()).read();
    } catch (Exception e) {
      throw new BrokerStartException(
          "The data folder " + path + " is damaged (" + reason(e) + ").", e);
    }
  }

  @Override
  public void close() {
    Utils.closeQuietly(lock, LOCK_FILE);
  }

  private MetaPropertiesEnsemble load() throws IOException {
    return new MetaPropertiesEnsemble.Loader()
        .addLogDirs(List.of(path.toString()))
        .addMetadataLogDir(path.toString())
        .load();
  }

  private void format(int nodeId) throws Exception {
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(nodeId)
        .setClusterId(Uuid.randomUuid().toString())
        .setDirectories(List.of(path.toString()))
        .setMetadataLogDirectory(path.toString())
        .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
        .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
        .run();
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // Held by another broker in this very process.
    }
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return e.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }
}
