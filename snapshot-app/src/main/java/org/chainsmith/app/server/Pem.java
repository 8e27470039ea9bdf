package org.chainsmith.app.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chainsmith.core.error.ErrorCode;
import org.chainsmith.core.error.SnapshotException;

/** Certificates and keys from files of PEM blocks. Nothing of a key is ever part of a message. */
final class Pem {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private Pem() {}

    /**
     * All certificates of a file, at least one.
     *
     * @throws SnapshotException INVALID_ARGUMENT
     */
    static List<X509Certificate> certificates(Path file) {
        List<X509Certificate> found = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                found.add((X509Certificate) each);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new SnapshotException(
                    ErrorCode.INVALID_ARGUMENT, "The certificates in " + file + " cannot be read: " + e, e);
        }
        if (found.isEmpty()) {
            throw new SnapshotException(ErrorCode.INVALID_ARGUMENT, "There is no certificate in " + file + ".");
        }
        return found;
    }

    /**
     * The private key to a certificate.
     *
     * @throws SnapshotException INVALID_ARGUMENT; also if it is the key to another one
     */
    static PrivateKey key(Path file, X509Certificate certificate) {
        try {
            Matcher block = KEY.matcher(Files.readString(file, US_ASCII));
            if (!block.find()) {
                throw invalid(file, "there is no block PRIVATE KEY in it");
            }
            byte[] encoded = Base64.getMimeDecoder().decode(block.group(1));
            String algorithm = certificate.getPublicKey().getAlgorithm();
            PrivateKey key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (!fits(key, certificate)) {
                throw invalid(file, "it is not the key to the certificate");
            }
            return key;
        } catch (IOException e) {
            throw invalid(file, e.toString());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw invalid(file, "it is no key of the certificate's kind");
        }
    }

    /** Whether what is signed with the key is verified by the certificate. */
    private static boolean fits(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        byte[] text = "chainsmith".getBytes(US_ASCII);
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(text);
        byte[] signature = signing.sign();
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(certificate.getPublicKey());
        verifying.update(text);
        return verifying.verify(signature);
    }

    private static SnapshotException invalid(Path file, String why) {
        return new SnapshotException(
                        ErrorCode.INVALID_ARGUMENT, "The private key in " + file + " cannot be used: " + why + ".")
                .hint("openssl pkcs8 -topk8 -nocrypt writes a key as it has to be.");
    }
}
