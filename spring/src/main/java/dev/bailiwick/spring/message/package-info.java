/**
 * The scope that travels with messages of Kafka and AMQP, sealed so that nobody claims another
 * tenant's. Sends and receives nothing itself, and seals no payload of Kafka's.
 */
@NullMarked
package dev.bailiwick.spring.message;

import org.jspecify.annotations.NullMarked;
