package dev.waybill.api.peers;

import java.net.URI;

/**
 * What an instance must know to be one of several.
 *
 * @param address where the others reach this one: scheme, host and port
 * @param key the same for all
 */
public record Peers(URI address, PeerKey key) {}
