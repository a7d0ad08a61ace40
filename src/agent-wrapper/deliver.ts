import type { Client } from '../clients/client.ts';
import { deliverByConnector } from './connector-delivery.ts';
import type { Delivery, DeliveryEnd } from './delivery.ts';
import { deliverByEditor } from './editor-delivery.ts';

/** Brings one prompt to the client, by the channel that it has. */
export const deliver = ({ channel }: Client, delivery: Delivery): Promise<DeliveryEnd> =>
  channel.kind === 'editor' ? deliverByEditor(channel, delivery) : deliverByConnector(delivery);
