#!/bin/busybox sh
# The first process in the machine: loads the modules, shows the host's files under a layer that forgets, runs the command.
b=/bin/busybox
$b mount -t proc p /proc; $b mount -t sysfs s /sys; $b mount -t devtmpfs d /dev
while read -r module options; do $b insmod "/modules/$module" $options 2>/dev/null; done </modules/order
$b mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=loose,ro host /host
$b mount -t tmpfs t /layer; $b mkdir /layer/upper /layer/work
$b mount -t overlay -o lowerdir=/host,upperdir=/layer/upper,workdir=/layer/work o /root
for folder in proc sys dev run tmp; do $b mkdir -p /root/$folder; done
$b mount -t proc p /root/proc; $b mount -t sysfs s /root/sys; $b mount -t devtmpfs d /root/dev
$b mkdir -p /root/dev/pts /root/dev/shm
$b mount -t devpts p /root/dev/pts; $b mount -t tmpfs t /root/dev/shm; $b mount -t tmpfs t /root/run
# A checkout under /tmp stays in sight.
case $($b cat /folder)/ in /tmp/*) ;; *) $b mount -t tmpfs t /root/tmp ;; esac
$b mount -t configfs c /root/sys/kernel/config
$b ip link set lo up 2>/dev/null || $b ifconfig lo 127.0.0.1 up
$b cp /command /folder /root/run/
echo; echo "machine: start"
$b chroot /root /bin/sh -c 'cd "$(cat /run/folder)"; export HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin; . /run/command; status=$?; echo; echo "machine: status $status"' </dev/null 2>&1
$b poweroff -f
