package dev.waybill.emitter.sending;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * An authority that signs certificates, made by the JDK's {@code keytool}. Until it is closed, this
 * JVM trusts it and no other, as it would trust what {@code javax.net.ssl.trustStore} names.
 */
final class TestAuthority implements AutoCloseable {
  private static final char[] PASSWORD = "password".toCharArray();
  private static final String STORE = "javax.net.ssl.trustStore";

  private final Path keys;
  private KeyStore loaded;

  /** Makes the authority and certificates, each named by its alias. */
  TestAuthority(Path folder) throws Exception {
    keys = folder.resolve("keys.p12");
    generate("authority", "-ext", "bc:c");
    signed("sound", "hooks.example");
    signed("of_another", "other.example");
    signed("expired", "hooks.example", "-startdate", "-3d", "-validity", "1");
    generate("unsigned", "-ext", "san=dns:hooks.example");
    loaded = KeyStore.getInstance(keys.toFile(), PASSWORD);
    Path trusted = folder.resolve("trusted.p12");
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("authority", loaded.getCertificate("authority"));
    try (OutputStream out = Files.newOutputStream(trusted)) {
      trust.store(out, PASSWORD);
    }
    System.setProperty(STORE, trusted.toString());
    System.setProperty(STORE + "Password", new String(PASSWORD));
  }

  /** A listener of this machine that shows a certificate. */
  SSLServerSocket listen(String alias) throws GeneralSecurityException, IOException {
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry(
        alias, loaded.getKey(alias, PASSWORD), PASSWORD, loaded.getCertificateChain(alias));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(own, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return (SSLServerSocket)
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private void signed(String alias, String host, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-signer", "authority"));
    arguments.addAll(List.of("-ext", "san=dns:" + host));
    arguments.addAll(List.of(more));
    generate(alias, arguments.toArray(String[]::new));
  }

  private void generate(String alias, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.add("-J-XX:TieredStopAtLevel=1");
    command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-keystore", keys.toString(), "-storepass", new String(PASSWORD)));
    command.addAll(List.of(more));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    if (keytool.waitFor() != 0) {
      throw new AssertionError(Set.of(more) + ": " + said);
    }
  }

  @Override
  public void close() {
    System.clearProperty(STORE);
    System.clearProperty(STORE + "Password");
  }
}
