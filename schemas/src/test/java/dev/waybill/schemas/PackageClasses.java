package dev.waybill.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The classes of this package's main code, so that nothing new goes untested. */
final class PackageClasses {
  private PackageClasses() {}

  static Stream<Class<?>> all() {
    try (Stream<Path> files = Files.list(folder())) {
      List<Class<?>> classes =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
              .<Class<?>>map(name -> load(name.replace(".class", "")))
              .toList();
      return classes.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    try {
      return Path.of(Operation.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .resolve("dev/waybill/schemas");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName("dev.waybill.schemas." + name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
