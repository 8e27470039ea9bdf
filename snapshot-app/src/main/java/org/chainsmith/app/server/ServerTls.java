package org.chainsmith.app.server;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The certificate that the service shows, and those whose certificates a caller has to show, if any. */
final class ServerTls {
    private final SSLContext context;
    private final boolean clientsAreKnown;

    private ServerTls(SSLContext context, boolean clientsAreKnown) {
        this.context = requireNonNull(context, "context is null");
        this.clientsAreKnown = clientsAreKnown;
    }

    /**
     * Reads files of PEM blocks.
     *
     * @param certificate the service's own, then those that lead to its authority
     * @param key the private key to it, not encrypted
     * @param clientAuthorities who may vouch for callers; empty if they need no certificate
     * @throws SnapshotException INVALID_ARGUMENT if they cannot be read, or do not fit together
     */
    static ServerTls read(Path certificate, Path key, Optional<Path> clientAuthorities) {
        List<X509Certificate> chain = Pem.certificates(certificate);
        PrivateKey secret = Pem.key(key, chain.get(0));
        List<X509Certificate> authorities =
                clientAuthorities.map(Pem::certificates).orElse(List.of());
        try {
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            char[] none = new char[0];
            KeyStore store = emptyStore();
            store.setKeyEntry("service", secret, none, chain.toArray(X509Certificate[]::new));
            own.init(store, none);
            TrustManagerFactory known = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            KeyStore trusted = emptyStore();
            for (X509Certificate authority : authorities) {
                trusted.setCertificateEntry("authority-" + trusted.size(), authority);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            if (authorities.isEmpty()) {
                context.init(own.getKeyManagers(), null, null);
            } else {
                known.init(trusted);
                context.init(own.getKeyManagers(), known.getTrustManagers(), null);
            }
            return new ServerTls(context, !authorities.isEmpty());
        } catch (IOException | GeneralSecurityException e) {
            throw new SnapshotException(
                    ErrorCode.INVALID_ARGUMENT, "TLS cannot be set up with " + certificate + ": " + e, e);
        }
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** For the connections of the HTTP server. */
    SslContextFactory.Server forConnections() {
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setSslContext(context);
        factory.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        factory.setNeedClientAuth(clientsAreKnown);
        return factory;
    }
}
