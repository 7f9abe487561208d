// A program for the bench: the smallest discord.js bot that acknowledges a command and then answers it.
import { Client, Events, GatewayIntentBits, type Interaction, MessageFlags } from 'discord.js';

const { API_URL = '', TOKEN = '' } = process.env;
const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: API_URL } });
client.on(Events.InteractionCreate, (interaction) => void answer(interaction));
client.once(Events.ClientReady, () => process.send?.('ready'));
await client.login(TOKEN);

async function answer(interaction: Interaction): Promise<void> {
  if (!interaction.isChatInputCommand()) return;
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  await interaction.editReply('Done.');
}
