package org.chainsmith.app.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Authorities, and keys with certificates of theirs, made for one test by keytool. */
final class Certificates {
    private static final String PASSWORD = "password";

    private final Path folder;
    private final Path store;

    Certificates(Path folder) {
        this.folder = folder;
        this.store = folder.resolve("keys.p12");
    }

    /** Makes a key with a certificate that only it vouches for. */
    void authority(String name) {
        keytool(name, "-ext", "bc:c");
    }

    /** Makes a key whose certificate this authority vouches for. */
    void issue(String name, String authority, String... extensions) {
        List<String> options = new ArrayList<>(List.of("-signer", authority, "-signerkeypass", PASSWORD));
        for (String extension : extensions) {
            options.add("-ext");
            options.add(extension);
        }
        keytool(name, options.toArray(String[]::new));
    }

    private void keytool(String name, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name + ", O=test"));
        command.addAll(List.of(more));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(command + ": " + said);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A file with the certificate. */
    Path certificate(String name) throws IOException, GeneralSecurityException {
        return pem(name + ".crt", "CERTIFICATE", load().getCertificate(name).getEncoded());
    }

    /** A file with the key. */
    Path key(String name) throws IOException, GeneralSecurityException {
        return pem(
                name + ".key",
                "PRIVATE KEY",
                load().getKey(name, PASSWORD.toCharArray()).getEncoded());
    }

    private Path pem(String file, String kind, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder().encodeToString(bytes);
        return Files.writeString(
                folder.resolve(file), "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    /** What a caller trusts, and what it shows if it shows something. */
    SSLContext caller(String trusted, Optional<String> shown) throws IOException, GeneralSecurityException {
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        authorities.setCertificateEntry("authority", load().getCertificate(trusted));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(shown.isPresent() ? keys(shown.get()) : null, trust.getTrustManagers(), null);
        return context;
    }

    private KeyManager[] keys(String name) throws IOException, GeneralSecurityException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        char[] password = PASSWORD.toCharArray();
        own.setKeyEntry(name, load().getKey(name, password), password, load().getCertificateChain(name));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(own, password);
        return factory.getKeyManagers();
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }
}
