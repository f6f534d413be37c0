using System.Runtime.InteropServices;

namespace OciReconciler.Files;

/// <summary>Owns a descriptor of the kernel.</summary>
internal sealed class DescriptorHandle : SafeHandle
{
    /// <summary>Takes over <paramref name="descriptor"/>.</summary>
    public DescriptorHandle(int descriptor)
        : base(-1, ownsHandle: true) => SetHandle(descriptor);

    /// <inheritdoc/>
    public override bool IsInvalid => handle < 0;

    /// <summary>The number. Valid until the handle is disposed.</summary>
    public int Descriptor => (int)handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.Close((int)handle) == 0;
}
