using System.Collections.Immutable;

namespace OciReconciler.DBus.Bus;

/// <summary>A D-Bus value of one of the types that systemd's manager uses. Neutral between transports; slow, and enough for control traffic.</summary>
public abstract record BusValue
{
    private BusValue()
    {
    }

    /// <summary>The D-Bus signature of this value.</summary>
    public abstract string Signature { get; }

    /// <summary>s.</summary>
    public sealed record Text(string Value) : BusValue
    {
        /// <inheritdoc/>
        public override string Signature => "s";
    }

    /// <summary>o.</summary>
    public sealed record ObjectPath(string Value) : BusValue
    {
        /// <inheritdoc/>
        public override string Signature => "o";
    }

    /// <summary>g.</summary>
    public sealed record TypeSignature(string Value) : BusValue
    {
        /// <inheritdoc/>
        public override string Signature => "g";
    }

    /// <summary>b.</summary>
    public sealed record Bool(bool Value) : BusValue
    {
        /// <inheritdoc/>
        public override string Signature => "b";
    }

    /// <summary>y.</summary>
    public sealed record Byte(byte Value) : BusValue
    {
        /// <inheritdoc/>
        public override string Signature => "y";
    }

    /// <summary>n.</summary>
    public sealed record Int16(short Value) : BusValue
    {
        /// <inheritdoc/>
        public override string Signature => "n";
    }

    /// <summary>q.</summary>
    public sealed record UInt16(ushort Value) : BusValue
    {
        /// <inheritdoc/>
        public override string Signature => "q";
    }

    /// <summary>i.</summary>
    public sealed record Int32(int Value) : BusValue
    {
        /// <inheritdoc/>
        public override string Signature => "i";
    }

    /// <summary>u.</summary>
    public sealed record UInt32(uint Value) : BusValue
    {
        /// <inheritdoc/>
        public override string Signature => "u";
    }

    /// <summary>x.</summary>
    public sealed record Int64(long Value) : BusValue
    {
        /// <inheritdoc/>
        public override string Signature => "x";
    }

    /// <summary>t.</summary>
    public sealed record UInt64(ulong Value) : BusValue
    {
        /// <inheritdoc/>
        public override string Signature => "t";
    }

    /// <summary>d.</summary>
    public sealed record Double(double Value) : BusValue
    {
        /// <inheritdoc/>
        public override string Signature => "d";
    }

    /// <summary>h: a descriptor that the message owns; received ones are closed with it and read as -1.</summary>
    public sealed record Descriptor(int Value) : BusValue
    {
        /// <inheritdoc/>
        public override string Signature => "h";
    }

    /// <summary>a: items of one type.</summary>
    /// <param name="ItemSignature">Signature of every item.</param>
    /// <param name="Items">The items.</param>
    public sealed record Array(string ItemSignature, ImmutableArray<BusValue> Items) : BusValue
    {
        /// <inheritdoc/>
        public override string Signature => "a" + ItemSignature;
    }

    /// <summary>(): a struct.</summary>
    public sealed record Struct(ImmutableArray<BusValue> Fields) : BusValue
    {
        /// <inheritdoc/>
        public override string Signature => $"({string.Concat(Fields.Select(item => item.Signature))})";
    }

    /// <summary>{}: an entry of a dictionary; only inside an array.</summary>
    public sealed record DictEntry(BusValue Key, BusValue Value) : BusValue
    {
        /// <inheritdoc/>
        public override string Signature => $"{{{Key.Signature}{Value.Signature}}}";
    }

    /// <summary>v.</summary>
    public sealed record Variant(BusValue Value) : BusValue
    {
        /// <inheritdoc/>
        public override string Signature => "v";
    }
}
