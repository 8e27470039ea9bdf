package org.chainsmith.qemuimg.volumes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.chainsmith.core.chain.Allocation;
import org.chainsmith.core.chain.Image;
import org.chainsmith.core.chain.ImageFormat;
import org.chainsmith.core.chain.ImageName;
import org.chainsmith.core.chain.VirtualSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.StringNode;

/** The list of the images that an operation in the log speaks of; each is referred to by its place in the list. */
final class LoggedImages {
    private final List<Image> list = new ArrayList<>();
    private final Map<Image, Integer> places = new HashMap<>();
    private final Map<ImageName, Integer> names = new HashMap<>();

    static LoggedImages decoded(JsonNode node) {
        LoggedImages images = new LoggedImages();
        node.forEach(image -> images.of(image(image)));
        return images;
    }

    private static Image image(JsonNode node) {
        return new Image(
                new ImageName(node.required("name").stringValue()),
                ImageFormat.parse(node.required("format").stringValue()),
                new VirtualSize(node.required("virtual-size").longValue()),
                new Allocation(node.required("allocated-bytes").longValue()));
    }

    ArrayNode encoded(JsonMapper mapper) {
        ArrayNode node = mapper.createArrayNode();
        list.forEach(image -> node.addObject()
                .put("name", image.name().value())
                .put("format", image.format().id())
                .put("virtual-size", image.virtualSize().bytes())
                .put("allocated-bytes", image.allocation().bytes()));
        return node;
    }

    /** The place of an image, which it gets now if it has none. */
    IntNode of(Image image) {
        return IntNode.valueOf(places.computeIfAbsent(image, added -> {
            list.add(added);
            names.putIfAbsent(added.name(), list.size() - 1);
            return list.size() - 1;
        }));
    }

    /** The place of an image of this name, or the name itself if there is none. */
    JsonNode name(ImageName name) {
        Integer place = names.get(name);
        return place == null ? StringNode.valueOf(name.value()) : IntNode.valueOf(place);
    }

    Image at(JsonNode place) {
        if (!place.isInt() || place.intValue() < 0 || place.intValue() >= list.size()) {
            throw new IllegalArgumentException("no image at place " + place);
        }
        return list.get(place.intValue());
    }

    ImageName nameAt(JsonNode nameOrPlace) {
        return nameOrPlace.isString()
                ? new ImageName(nameOrPlace.stringValue())
                : at(nameOrPlace).name();
    }
}
