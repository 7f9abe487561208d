// A program for the bench: as little as a bot can be that acknowledges a command and then answers it.
import { Client, Events, GatewayIntentBits, MessageFlags } from 'discord.js';

const { API_URL = '', TOKEN = '' } = process.env;
const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: API_URL } });
client.on(Events.InteractionCreate, async (interaction) => {
  if (!interaction.isChatInputCommand()) return;
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  await interaction.editReply('Done.');
});
client.once(Events.ClientReady, () => process.send?.('ready'));
await client.login(TOKEN);
