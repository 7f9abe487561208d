import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const;

/** The server's side of one WebSocket, as far as Socket Mode needs it: whole text frames, ping, close (RFC 6455). */
export class Socket {
  readonly #stream: Duplex;
  readonly #onText: (text: string) => void;
  #unread = Buffer.alloc(0);

  constructor(request: IncomingMessage, stream: Duplex, onText: (text: string) => void, onEnd: () => void) {
    this.#stream = stream;
    this.#onText = onText;
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}${GUID}`)
      .digest('base64');
    stream.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
    );
    stream.on('data', (chunk: Buffer) => this.#read(chunk));
    stream.on('error', () => undefined);
    // A client that was killed says no more: nothing is sent to it, as it would be lost.
    stream.on('end', () => stream.destroy());
    stream.on('close', onEnd);
  }

  send(message: unknown): void {
    this.sendText(JSON.stringify(message));
  }

  /** Sends any text. */
  sendText(text: string): void {
    this.#write(OPCODE.text, Buffer.from(text));
  }

  /** Ends the connection at once, without a close frame. */
  cut(): void {
    this.#stream.destroy();
  }

  #read(chunk: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, chunk]);
    for (let frame = this.#takeFrame(); frame !== undefined; frame = this.#takeFrame()) {
      if (frame.opcode === OPCODE.text) this.#onText(frame.payload.toString());
      if (frame.opcode === OPCODE.ping) this.#write(OPCODE.pong, frame.payload);
      if (frame.opcode === OPCODE.close) {
        this.#write(OPCODE.close, frame.payload);
        this.#stream.end();
      }
    }
  }

  /** A client's frames are masked. */
  #takeFrame(): { opcode: number; payload: Buffer } | undefined {
    const bytes = this.#unread;
    if (bytes.length < 2) return undefined;
    const short = bytes.readUInt8(1) & 0x7f;
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
    if (bytes.length < 2 + lengthBytes + 4) return undefined;
    const length =
      lengthBytes === 2
        ? bytes.readUInt16BE(2)
        : lengthBytes === 8
          ? Number(bytes.readBigUInt64BE(2))
          : short;
    const start = 2 + lengthBytes + 4;
    if (bytes.length < start + length) return undefined;
    const mask = bytes.subarray(start - 4, start);
    const payload = Buffer.from(bytes.subarray(start, start + length)).map(
      (byte, index) => byte ^ mask.readUInt8(index % 4),
    );
    this.#unread = bytes.subarray(start + length);
    return { opcode: bytes.readUInt8(0) & 0x0f, payload: Buffer.from(payload) };
  }

  #write(opcode: number, payload: Buffer): void {
    if (this.#stream.destroyed || this.#stream.writableEnded) return;
    const head = Buffer.alloc(payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10);
    head.writeUInt8(0x80 | opcode, 0);
    if (payload.length < 126) head.writeUInt8(payload.length, 1);
    else if (payload.length < 65_536) {
      head.writeUInt8(126, 1);
      head.writeUInt16BE(payload.length, 2);
    } else {
      head.writeUInt8(127, 1);
      head.writeBigUInt64BE(BigInt(payload.length), 2);
    }
    this.#stream.write(Buffer.concat([head, payload]));
  }
}
