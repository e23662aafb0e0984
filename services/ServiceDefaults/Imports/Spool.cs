using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ServiceDefaults.Imports;

/// <summary>
/// The whole body of an upload, before its request uses a database connection: up to one chunk in memory, a longer body
/// in a temporary file, encrypted with a key that only this object has and deleted with the request.
/// </summary>
sealed class Spool : IAsyncDisposable
{
    public const int PieceSize = 512 * 1024;
    const int TagSize = 16;

    readonly byte[] _piece = new byte[PieceSize];
    readonly IDisposable _lease;
    byte[] _sealed = [];
    AesGcm? _cipher;
    FileStream? _file;

    /// <param name="lease">Disposed with the spool.</param>
    public Spool(IDisposable lease) => _lease = lease;

    public long Length { get; private set; }

    /// <summary>SHA-256 of the body.</summary>
    public byte[] Hash { get; private set; } = [];

    /// <summary>xlsx, binary, gb18030 or utf-8.</summary>
    public string Format { get; private set; } = "";

    public int Pieces => (int)((Length + PieceSize - 1) / PieceSize);

    /// <summary>Reads the body to its end.</summary>
    /// <param name="body">The request's body.</param>
    /// <param name="admit">Called with the length so far before a chunk is stored; throws if it is too long.</param>
    public async Task FillAsync(Stream body, Action<long> admit, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var look = new ContentLook();
        for (var no = 0; ; no++)
        {
            var length = await body.ReadAtLeastAsync(_piece, PieceSize, throwOnEndOfStream: false, ct);
            admit(Length += length);
            hash.AppendData(_piece, 0, length);
            look.At(_piece.AsSpan(0, length), first: no == 0);
            if (length == PieceSize || _file is not null)
                await KeepAsync(no, length, ct);
            if (length < PieceSize)
                break;
        }
        (Hash, Format) = (hash.GetHashAndReset(), look.Format);
    }

    /// <summary>A chunk of the body; valid until the next call.</summary>
    public async Task<ArraySegment<byte>> ReadAsync(int no, CancellationToken ct)
    {
        var length = (int)Math.Min(PieceSize, Length - (long)no * PieceSize);
        if (_file is not null)
        {
            _file.Position = (long)no * (PieceSize + TagSize);
            await _file.ReadExactlyAsync(_sealed.AsMemory(0, length + TagSize), ct);
            _cipher!.Decrypt(
                Nonce(no),
                _sealed.AsSpan(0, length),
                _sealed.AsSpan(length, TagSize),
                _piece.AsSpan(0, length)
            );
        }
        return new(_piece, 0, length);
    }

    public async ValueTask DisposeAsync()
    {
        _cipher?.Dispose();
        if (_file is not null)
            await _file.DisposeAsync();
        _lease.Dispose();
    }

    async Task KeepAsync(int no, int length, CancellationToken ct)
    {
        if (length == 0)
            return;
        if (_file is null)
        {
            _sealed = new byte[PieceSize + TagSize];
            _cipher = new(RandomNumberGenerator.GetBytes(32), TagSize);
            _file = new(
                Path.GetTempFileName(),
                FileMode.Open,
                FileAccess.ReadWrite,
                FileShare.None,
                1,
                FileOptions.DeleteOnClose | FileOptions.Asynchronous
            );
        }
        _cipher!.Encrypt(
            Nonce(no),
            _piece.AsSpan(0, length),
            _sealed.AsSpan(0, length),
            _sealed.AsSpan(length, TagSize)
        );
        await _file.WriteAsync(_sealed.AsMemory(0, length + TagSize), ct);
    }

    /// <summary>The number of the chunk is a unique nonce, since the key is used for one body only.</summary>
    static byte[] Nonce(int no)
    {
        var nonce = new byte[12];
        BinaryPrimitives.WriteInt32BigEndian(nonce, no);
        return nonce;
    }

    /// <summary>Detects a file's format from its bytes.</summary>
    sealed class ContentLook
    {
        const int Slice = 16 * 1024;
        readonly Decoder _utf8 = new UTF8Encoding(false, true).GetDecoder();
        readonly char[] _chars = new char[Slice + 4];
        bool _xlsx,
            _binary,
            _notUtf8;

        public string Format =>
            _xlsx ? "xlsx"
            : _binary ? "binary"
            : _notUtf8 || !Ends() ? "gb18030"
            : "utf-8";

        public void At(ReadOnlySpan<byte> piece, bool first)
        {
            if (first)
                _xlsx = piece.StartsWith("PK\u0003\u0004"u8);
            if (_xlsx || _binary || (_binary = piece.Contains((byte)0)) || _notUtf8)
                return;
            try
            {
                for (; piece.Length > Slice; piece = piece.Slice(Slice))
                    _utf8.GetChars(piece.Slice(0, Slice), _chars, flush: false);
                _utf8.GetChars(piece, _chars, flush: false);
            }
            catch (DecoderFallbackException)
            {
                _notUtf8 = true;
            }
        }

        bool Ends()
        {
            try
            {
                return _utf8.GetChars([], _chars, flush: true) == 0;
            }
            catch (DecoderFallbackException)
            {
                return false;
            }
        }
    }
}
