#!/bin/busybox sh
# The first process in the machine: loads the modules, runs the command.
/bin/busybox --install -s /bin
export HOME=/root PATH=/bin
mkdir -p /proc /sys /dev /tmp /root /run
mount -t proc p /proc; mount -t sysfs s /sys; mount -t devtmpfs d /dev
mkdir -p /dev/pts /dev/shm; mount -t devpts p /dev/pts; mount -t tmpfs t /dev/shm
while read -r module options; do insmod "/modules/$module" $options 2>/dev/null; done </modules/order
mount -t configfs c /sys/kernel/config
ip link set lo up 2>/dev/null || ifconfig lo 127.0.0.1 up
echo; echo "machine: start"
(. /command) </dev/null 2>&1
echo; echo "machine: status $?"
poweroff -f
