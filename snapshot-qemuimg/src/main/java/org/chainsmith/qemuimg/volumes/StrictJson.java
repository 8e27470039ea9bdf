package org.chainsmith.qemuimg.volumes;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.chainsmith.qemuimg.storage.ImageFile;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON that somebody else wrote: bounded, UTF-8 only, no duplicate names, nothing after the document. */
public final class StrictJson {
    public static final int SIZE_LIMIT = 256 << 10;
    private static final int DEPTH_LIMIT = 16;
    private static final int NUMBER_LIMIT = 32;

    /** Why a text was refused, as a half sentence. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason);
        }
    }

    private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_LIMIT)
                            .maxNumberLength(NUMBER_LIMIT)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    JsonMapper mapper() {
        return mapper;
    }

    /** The document in a file of at most 256 KiB. */
    JsonNode read(ImageFile file) throws Refused {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(file.status().size(), SIZE_LIMIT) + 1);
        file.read(0, buffer);
        if (buffer.position() > SIZE_LIMIT || !buffer.hasRemaining()) {
            throw new Refused("it is larger than " + SIZE_LIMIT + " bytes, or growing");
        }
        return parse(buffer.flip());
    }

    /** A document of text that the caller has bounded. */
    public JsonNode parse(ByteBuffer bytes) throws Refused {
        try {
            return mapper.readTree(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            throw new Refused("it is not UTF-8");
        } catch (JacksonException e) {
            throw new Refused("it is not valid JSON (" + e.getOriginalMessage() + ")");
        }
    }
}
