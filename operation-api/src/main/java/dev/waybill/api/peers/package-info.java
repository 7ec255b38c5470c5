/**
 * Instances of the API that ask one another: signed questions over HTTP and where they are
 * answered. Knows nothing of what is asked; nothing that partners may reach belongs here. Start at
 * {@link dev.waybill.api.peers.PeerClient}, then {@link dev.waybill.api.peers.PeerRoutes}.
 */
@NullMarked
package dev.waybill.api.peers;

import org.jspecify.annotations.NullMarked;
