package org.chainsmith.testkit.generate;

import java.util.List;

/** A sequence of moves on one volume. */
public record Moves(List<Move> moves) {
    public Moves {
        moves = List.copyOf(moves);
    }
}
