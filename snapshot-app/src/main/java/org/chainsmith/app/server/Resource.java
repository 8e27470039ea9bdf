package org.chainsmith.app.server;

/** Something that can be called. */
@FunctionalInterface
interface Resource {
    /**
     * Answers a call.
     *
     * @param call its path is what follows the name of the resource
     * @throws Fault if it is refused
     */
    Reply answer(Call call);
}
